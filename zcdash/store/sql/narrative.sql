-- One row per item and submission: what it wrote of the item, of which period, by whom and when.
select w.*, s.period, s.unit, s.filed_at
from narrative w
join submission s on s.submission = w.submission
where w.submission = any($submissions)
order by w.submission, w.item;
