-- One row per item and period: what the latest return wrote of it.
select
    w.item as item,
    s.period as period,
    w.progress as progress,
    w.problem as problem,
    w.next_step as next_step,
    s.submission as submission,
    s.unit as unit,
    s.filed_at as filed_at
from words w
join latest_submission l on l.submission = w.submission
join submission s on s.submission = w.submission
where s.plan = $plan
order by w.item, s.period;
