-- One row per indicator that a submission gave no value for but a reason, with its cell and the period of the submission.
select e.submission, e.indicator, e.note, e.sheet, e.cell, s.period
from explanation e
join submission s on s.submission = e.submission
where e.submission = any($submissions)
order by e.submission, e.indicator;
