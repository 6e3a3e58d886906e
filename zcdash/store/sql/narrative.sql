-- One row per item and submission: what it wrote of the item, of which period, by whom and when.
select w.submission, w.item, w.progress, w.problem, w.next_step, w.sheet, w.cell, s.period, s.unit, s.filed_at, s.filed_on
from narrative w
join submission s on s.submission = w.submission
where w.submission = any($submissions)
order by w.submission, w.item;
