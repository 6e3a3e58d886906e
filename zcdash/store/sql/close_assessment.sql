-- One row per item, indicator and commitment of a close, as it was judged then.
select *
from close_assessment
where close = $close;
