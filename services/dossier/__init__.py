"""Dossier: the whole life of a citizen's file, from draft to delivered result.

owns      Dossier, Paper, Upload (on its way), Reuse (what stood in for an upload), Entry (append-only history,
          hash-chained), Usage (who looked), Issued (signed papers, by code), SupplementRequest, Assessment, Watch and
          Extension (what time will do), Colleague, NumberSequence, Message (the thread), Invitation (co-authors, new
          owners), TrackingLink, ReturnWish and Shipment (results by post), SharedPaper (of a whole,
          for a part), SavedFilter, Export
says      one event for each act that others need to know (lifecycle/table.py); DossierAtRisk before one is late;
          PaperFoundHarmful; DossierDescribed (nobody in it); AttributesEstablished (restricted to identity),
          UsageObjected (to feedback)
hears     catalog.ProcedurePublished, catalog.ProcedureClosed, catalog.CalendarPublished,
          identity.AgencyChanged, identity.PersonChanged, identity.DelegationChanged -> replicas.py;
          identity.AgencyReorganised -> the dossiers go to the successors (succession.py);
          identity.PeopleMerged -> the dossier's owner;
          payment.BillIssued, payment.BillPaid -> the dossier's fee

1. A citizen opens a draft (routes/citizens.py); what the account knows is filled in (prefill.py).
2. Submission holds it against the revision in force (judging.py): form (contracts.forms), papers not yet known to us
   (once_only.py, holdings.py), competence (admission.py); reckons what it owes (fees.py); and asks the table
   (lifecycle/table.py, guards.py) whether it may be done.
3. One statement moves the row by compare-and-set and adds a sealed entry (actions/recording.py, history.py); the event
   commits with it.
4. The desk accepts when the fee is paid: number (codes.py), due date (contracts.limits), form 01 (slips/),
   under the revision in force that day when it satisfies that one.
5. The officer works, gives everything a verdict and asks once for what is wrong (verdicts.py, actions/assessing.py;
   form 02, the clock stops), uploads or draws the result (slips/); a leader signs it (signing/, actions/signing.py);
   resolving needs that. What it makes true of the applicant is told to identity (write_back.py); the desk delivers;
   anybody checks a paper by its code (routes/verification.py).
6. Off that way: withdrawal, payment required, stop, reopening (routes/decisions.py); whatever interrupts goes back to
   what it interrupted. The clock and the step follow each act (actions/timing.py, steps.py); schedule.py looks at a
   dossier before it is late (watching.py): warnings, a drafted apology, escalations, stops.

Files (papers.py, actions/filing.py) only grow; they may come in pieces (pieces.py, actions/uploading.py), wait for the
virus scanner (scanning.py), and can be pointed at again (queries/kept_papers.py).

A joint dossier is worked on in its parts, which are dossiers under their share of the procedure (joint.py,
actions/parts.py); an agency outside the platform has routes/partners.py. Staff find their work in worklists/; results
go home by posting/; the clock is told day by day by clock/.

A person has one draft of a procedure and case (queries/drafts.py); an ended dossier is put right by a linked one
(actions/correcting.py); co-authors and new owners are asked and accept (actions/sharing.py).

A draft is its owner's alone, and theirs whom they asked; a sent dossier is its owner's and its agency's
(permissions.py); to others it does not exist. Who acts for an owner by a delegation, or is limited to fields of
procedures, is recognised in callers.py.
"""
