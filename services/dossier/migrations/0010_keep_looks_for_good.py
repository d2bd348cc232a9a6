"""A look that was written down stays as it is: nobody removes it, and only its objection and a merged owner change.

The second net: who looks writes looks of their own agency, and the trigger holds whatever the policies let through.
"""

from alembic import op

revision = "0010"
down_revision = "0009"

IS_SYSTEM = "(SELECT current_setting('motcua.actor', true)) = 'system'"
IS_OWNER = "owner_id = (SELECT nullif(current_setting('motcua.person', true), '')::uuid)"
IS_AGENCY = "agency_code = (SELECT nullif(current_setting('motcua.agency', true), ''))"

STATEMENTS = (
    "DROP POLICY visible ON usages",
    f"CREATE POLICY read_own ON usages FOR SELECT USING ({IS_SYSTEM} OR {IS_OWNER} OR {IS_AGENCY})",
    f"CREATE POLICY write_own ON usages FOR INSERT WITH CHECK ({IS_SYSTEM} OR {IS_AGENCY})",
    f"CREATE POLICY object_to_own ON usages FOR UPDATE USING ({IS_SYSTEM} OR {IS_OWNER})",
    """
    CREATE FUNCTION keep_looks() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF to_jsonb(NEW) - '{objected_at,owner_id}'::text[] <> to_jsonb(OLD) - '{objected_at,owner_id}'::text[]
            OR (OLD.objected_at IS NOT NULL AND NEW.objected_at IS DISTINCT FROM OLD.objected_at)
            OR (NEW.owner_id <> OLD.owner_id AND current_setting('motcua.actor', true) IS DISTINCT FROM 'system')
        THEN
            RAISE EXCEPTION 'looks are kept as they were written';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER looks_are_kept BEFORE UPDATE ON usages FOR EACH ROW EXECUTE FUNCTION keep_looks()",
)


def upgrade() -> None:
    """Replace the one policy of all commands by one for each that is needed."""
    for statement in STATEMENTS:
        op.execute(statement)
