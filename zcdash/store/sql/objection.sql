-- One row per objection to a score of a plan, newest first, with its answer where there is one.
select
    o.objection as objection, o.plan as plan, o.who as who, o.scored as scored, o.kind as kind, o.code as code,
    o.argument as argument, o.was as was, o.name as name, o.login as login, o.filed_at as filed_at,
    a.upheld as upheld, a.effect as effect, a.rests_on as rests_on, a.points_before as points_before,
    a.points_after as points_after, a.note as note, a.name as answered_by, a.answered_at as answered_at
from objection o
left join objection_answer a on a.objection = o.objection
where o.plan = $plan
order by o.objection desc;
