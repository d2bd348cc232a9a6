"""Row-level security: the second net under the rules of who may see a dossier.

A transaction says for whom it reads (services/dossier/sight.py); without that it sees no dossier. Entries may be read
and added, never changed or removed: there is no policy for it.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

VISIBLE = """
    (SELECT current_setting('motcua.actor', true)) = 'system'
    OR owner_id = (SELECT nullif(current_setting('motcua.person', true), '')::uuid)
    OR (agency_code = (SELECT current_setting('motcua.agency', true)) AND status <> 'draft')
"""

OF_VISIBLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id)"
OF_VISIBLE_REQUEST = "EXISTS (SELECT FROM supplement_requests r WHERE r.id = request_id)"

POLICIES = (
    f"CREATE POLICY visible ON dossiers USING ({VISIBLE})",
    f"CREATE POLICY of_visible ON papers USING ({OF_VISIBLE})",
    f"CREATE POLICY of_visible ON supplement_requests USING ({OF_VISIBLE})",
    f"CREATE POLICY of_visible ON supplement_items USING ({OF_VISIBLE_REQUEST})",
    f"CREATE POLICY read_of_visible ON entries FOR SELECT USING ({OF_VISIBLE})",
    f"CREATE POLICY add_to_visible ON entries FOR INSERT WITH CHECK ({OF_VISIBLE})",
)


def upgrade() -> None:
    """Enable the policies."""
    for table in ("dossiers", "papers", "entries", "supplement_requests", "supplement_items"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for policy in POLICIES:
        op.execute(policy)
