"""Reading a procedure page of the national portal into typed content. Pure.

    pages -> reading -> agencies, cases, fees, papers -> Content

Portal pages are written for people: they mix amounts with remarks, put notes among the papers, and name agencies in
words. What these rules cannot read with certainty stays open; what a person has checked comes from `corrections`, as
data.
"""
