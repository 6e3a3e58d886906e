-- One row per reply to a notice of a plan, the oldest first.
select r.*
from notice_reply r
join notice n on n.notice = r.notice
where n.plan = $plan
order by r.notice_reply;
