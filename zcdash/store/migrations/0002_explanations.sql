-- One row per submission and indicator that it gave no value for, with the reason as the unit wrote it (未填数，已说明).
create table explanation (
    submission integer not null,
    indicator text not null,
    note text not null,
    sheet text not null,
    cell text not null,
    primary key (submission, indicator)
);
