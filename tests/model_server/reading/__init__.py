"""How the judge reads a published text. It shares no code with the guard and none with the kinds it judges."""
