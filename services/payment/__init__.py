"""Payment: bills for dossiers, attempts to pay them, and the ledger of what came in.

owns      Bill, Attempt, Callback (each signed gateway message as it came), UnsignedCount and UnsignedSample (the
          rest, bounded), Entry (double-entry ledger, append-only)
says      BillIssued, BillPaid
hears     catalog.ProcedurePublished -> replicas.Procedure
          dossier.DossierSubmitted -> a bill, or the suspended one reopened; dossier.DossierWithdrawn -> the open bill
          suspended; dossier.DossierDeclined -> the bill cancelled
          identity.PeopleMerged -> the bills of one id belong to another (replicas.Merge)

1. DossierSubmitted: the fee lines it names are frozen on a bill (nothing due, no bill).
2. The owner starts an attempt and is redirected to a gateway with a signed order; a second tab goes to the same one.
3. The gateway's signed callback (IPN), never the return page, makes the bill paid: attempt, bill, ledger and BillPaid
   commit together, once, however often it is repeated.
4. An attempt lapses after 15 minutes; a success told later still counts.
5. Money for a bill that no longer needs it is kept as `needs_refund` and booked as owed back.
"""
