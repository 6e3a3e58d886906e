-- One row per notice of a plan, the oldest first, with its end where it has one.
select
    n.notice, n.plan, n.period, n.kind, n.code, n.unit, n.leader, n.step, n.reason, n.text, n.due, n.rules, n.issued_by,
    n.issued_at, n.issued_on, e.note as end_note, e.name as ended_by, e.ended_on
from notice n
left join notice_end e on e.notice = n.notice
where n.plan = $plan
order by n.notice;
