"""The zero-install runner: the whole of Một Cửa on one machine from wheels alone, `make run`.

It owns PostgreSQL, the in-memory broker, the sandboxes (VNPAY, VNeID, mailbox), the gateway and the six services as
child programs, and the state folder `.motcua/`. Flow of `run`:
1. `settings` say where, `ports` refuse taken ports, `recovery` ends what a killed runner left behind;
2. `secrets` are made once, `account` chooses an unprivileged user when root started us;
3. `plan` lists the programs, their environment (`environment`, an allow-list) and when each counts as ready;
4. `supervisor` starts them in order, restarts any that dies, stops all in reverse; `screen` shows it;
5. `doctor` asks everything that should answer and adds up the memory.
"""
