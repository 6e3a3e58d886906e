-- One row per item, indicator and commitment of a close, as it was assessed then.
select
    close, kind, code, light, calculated, cause, ratio, gap, made_good_in, deadline, sent_on, returned_on, awaits, waiting,
    reported_in, closed_as, part, more, overridden_by, override_reason, planned, planned_total, actual, actual_total, filed, state,
    done_on, sentence, lacking
from close_assessment
where close = $close;
