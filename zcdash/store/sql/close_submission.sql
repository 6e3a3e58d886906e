-- One row per unit of a close: the submission that it froze.
select close, unit, submission
from close_submission
where close = $close
order by unit;
