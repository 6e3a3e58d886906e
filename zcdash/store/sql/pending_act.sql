-- One row per proposed act that nobody has decided, oldest first.
select
    p.pending_act as pending_act, p.act as act, p.arguments as arguments, p.state as state, p.what as what, p.plan as plan,
    p.period as period, p.subject as subject, p.before as before, p.after as after, p.reason as reason, p.name as name,
    p.login as login, p.proposed_at as proposed_at
from pending_act p
left join pending_act_decision d on d.pending_act = p.pending_act
where d.pending_act is null
order by p.pending_act;
