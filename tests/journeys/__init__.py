"""Errands of people, from the door to the end, written once and run three ways.

In-process (`make test`): every service, the door's route table, the payment sandbox and a real SMTP mailbox, each
event delivered twice. Against a running stack (`BASE_URL=... pytest tests/journeys`). And told aloud, step by step
(`make tour`).
"""
