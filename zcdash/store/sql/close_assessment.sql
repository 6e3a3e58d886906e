-- One row per item, indicator and commitment of a close, as it was judged then.
select
    close, kind, code, light, calculated, reason, ratio, gap, planned, planned_total, actual, actual_total, filed, state,
    done_on
from close_assessment
where close = $close;
