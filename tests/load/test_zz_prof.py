import cProfile, pstats, asyncio, sys, time, tempfile, os
from pathlib import Path
sys.path.insert(0,'/work/main')
import pytest
from sqlalchemy import event
from tests.journeys.town import founded, PASSWORDS
from tests.journeys.errand import World
from tests.faults.citizen import Applicant
from kit.testing import Server
N=int(os.environ.get('N','150'))
async def test_prof(server: Server, tmp_path: Path):
    async with founded(server, tmp_path) as town:
        w = World(town.door, PASSWORDS, town.carry)
        async with Applicant.signed_in(w) as lan:
            drafts=[await lan.draft() for _ in range(N+2)]
            await lan.submit(drafts.pop()); 
            stmts=[]
            eng=town.apps['dossier'].state.engine.sync_engine
            @event.listens_for(eng,"before_cursor_execute")
            def b(conn,cur,stmt,params,ctx,many): stmts.append(stmt)
            await lan.submit(drafts.pop())
            for s in stmts: print('SQL', s.replace('\n',' ')[:110])
            event.remove(eng,"before_cursor_execute",b)
            p=cProfile.Profile()
            t=time.process_time(); 
            p.enable()
            for d in drafts: await lan.submit(d)
            p.disable()
            print('cpu ms each under profile', (time.process_time()-t)*1000/N)
            st=pstats.Stats(p); st.sort_stats('cumulative').print_stats(r'work/main/(kit|services|contracts)|sqlalchemy/dialects/postgresql/asyncpg|pydantic/main|ext/asyncio/session', 45)
            st.sort_stats('tottime').print_stats(25)
