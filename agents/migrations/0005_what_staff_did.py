"""The trail, and what keeps it. SQLite forgets the triggers when a later migration remakes the table: make them anew
there."""

from collections.abc import Callable
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import agents.models

REFUSES = {
    "sqlite": [
        "CREATE TRIGGER act_is_not_changed BEFORE UPDATE ON agents_act"
        " BEGIN SELECT RAISE(ABORT, 'the trail is kept as it was written'); END",
        "CREATE TRIGGER act_is_not_deleted BEFORE DELETE ON agents_act"
        " BEGIN SELECT RAISE(ABORT, 'the trail is kept as it was written'); END",
        # INSERT OR REPLACE deletes without asking the trigger above.
        "CREATE TRIGGER act_is_not_replaced BEFORE INSERT ON agents_act"
        " WHEN EXISTS (SELECT 1 FROM agents_act WHERE id = NEW.id)"
        " BEGIN SELECT RAISE(ABORT, 'the trail is kept as it was written'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION act_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM agents_act) THEN"
        " RAISE EXCEPTION 'the trail is kept as it was written' USING ERRCODE = 'integrity_constraint_violation';"
        " END IF; RETURN NULL; END $$",
        "CREATE TRIGGER act_is_kept BEFORE UPDATE OR DELETE ON agents_act"
        " FOR EACH ROW EXECUTE FUNCTION act_is_kept()",
        "CREATE TRIGGER act_is_not_emptied BEFORE TRUNCATE ON agents_act"
        " FOR EACH STATEMENT EXECUTE FUNCTION act_is_kept()",
    ],
}
FORGETS = {
    "sqlite": [f"DROP TRIGGER act_is_not_{what}" for what in ("changed", "deleted", "replaced")],
    "postgresql": [
        "DROP TRIGGER act_is_kept ON agents_act",
        "DROP TRIGGER act_is_not_emptied ON agents_act",
        "DROP FUNCTION act_is_kept()",
    ],
}


def _run(statements: dict[str, list[str]]) -> Callable[[Any, Any], None]:
    def run(_: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0004_a_market_has_a_look"),
    ]

    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=agents.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(editable=False)),
                ("person", models.BigIntegerField(editable=False, help_text="The id of the account.")),
                (
                    "name",
                    models.CharField(
                        editable=False, help_text="What the account was called then.", max_length=150
                    ),
                ),
                ("verb", models.CharField(editable=False, max_length=20)),
                (
                    "kind",
                    models.CharField(
                        editable=False, help_text="Of the row that it was done to.", max_length=60
                    ),
                ),
                ("row", models.CharField(editable=False, help_text="Its id.", max_length=36)),
                (
                    "changes",
                    models.JSONField(
                        default=dict, editable=False, help_text="Field: [before, after], or null."
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="agents.tenant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant", "-id"], name="act_newest"),
                    models.Index(fields=["kind", "row"], name="act_of_row"),
                ],
            },
        ),
        migrations.RunPython(_run(REFUSES), _run(FORGETS)),
    ]
