-- One row per commitment that one of the submissions spoke of.
select submission, commitment, state, done_on, note, sheet, cell
from progress
where submission = any($submissions)
order by submission, commitment;
