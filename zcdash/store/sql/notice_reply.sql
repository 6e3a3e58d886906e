-- One row per reply to a notice of a plan, the oldest first.
select r.notice_reply, r.notice, r.cause, r.next_step, r.promised, r.name, r.replied_at, r.replied_on
from notice_reply r
join notice n on n.notice = r.notice
where n.plan = $plan
order by r.notice_reply;
