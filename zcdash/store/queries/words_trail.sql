-- One row per item and period: what the return that counts in a view wrote of it.
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
join counting l on l.seen = $seen and l.submission = w.submission
join submission s on s.submission = w.submission
where s.plan = $plan
order by w.item, s.period;
