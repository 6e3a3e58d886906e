-- One row per item and submission: what it wrote of the item, by whom and when.
select
    w.submission as submission,
    w.item as item,
    w.progress as progress,
    w.problem as problem,
    w.next_step as next_step,
    s.period as period,
    s.unit as unit,
    s.filed_at as filed_at
from words w
join submission s on s.submission = w.submission
where w.submission = any($submissions);
