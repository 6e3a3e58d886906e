-- One row per submission and indicator, commitment or item that it speaks of.
select submission, indicator as code from actual where submission = any($submissions)
union all
select submission, commitment from progress where submission = any($submissions)
union all
select submission, item from words where submission = any($submissions);
