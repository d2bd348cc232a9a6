"""Alembic's environment: runs on the connection it is handed, never waits long for a lock."""

import importlib

from alembic import context
from sqlalchemy import text

service = context.config.attributes["service"]
connection = context.config.attributes["connection"]
models = importlib.import_module(f"services.{service}.models")

connection.execute(text("SET LOCAL lock_timeout = '5s'"))
context.configure(connection=connection, target_metadata=models.Table.metadata, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
