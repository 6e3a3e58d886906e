-- One row per notice of a plan, the oldest first, with its end where it has one.
select n.*, e.note as end_note, e.name as ended_by, e.ended_on as ended_on
from notice n
left join notice_end e on e.notice = n.notice
where n.plan = $plan
order by n.notice;
