//! Databases of older programs: each is brought up to date without loss, by however many intakes start at once.

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use crate::{
    cluster::Cluster,
    common::{Deployment, Sealed, Server, answer, grant, refusal, text},
};

/// The tables of which [`fill`] leaves something in each. Those of version 3, but for one ([`copy_to_version_3`]).
const TABLES: [&str; 10] = [
    "checkpoints",
    "entries",
    "envelopes",
    "cosignatures",
    "grants",
    "statuses",
    "admissions",
    "volume",
    "day_salts",
    "manifest",
];

/// Stores two envelopes and leaves a grant, and puts a row into each other table. Gives the receipts.
async fn fill(deployment: &Deployment, server: &Server) -> [String; 2] {
    deployment.add_grants(0..3).await;
    let mut receipts = [String::new(), String::new()];
    for (number, receipt) in (0..).zip(&mut receipts) {
        *receipt = server.call.store(&Sealed::new(number), &grant(number)).await;
    }
    let mut database = deployment.database().await;
    let bytes = || Sealed::new(9).id.as_bytes().to_vec();
    for insert in [
        "INSERT INTO statuses (lookup, published_at, bytes) VALUES ($1, 1000000000000, $1)",
        "INSERT INTO admissions (hash, day, owner) VALUES ($1, 1000000, $1)",
        "INSERT INTO volume (person, day, letters) VALUES ($1, 1000000, 3)",
        "INSERT INTO day_salts (day, salt) VALUES (1000000, $1)",
    ] {
        sqlx::query(insert).bind(bytes()).execute(&mut database).await.expect("it can be added");
    }
    let cosigned =
        sqlx::query("INSERT INTO cosignatures (size, note, seen) SELECT size, note, 0 FROM checkpoints WHERE size = 2");
    cosigned.execute(&mut database).await.expect("it can be added");
    receipts
}

/// The statement that copies a table's rows into a database of version 3, which has another table for cosigned checkpoints.
fn copy_to_version_3(table: &str) -> String {
    if table == "cosignatures" {
        return "INSERT INTO cosigned (\"only\", note, size) SELECT 1, note, size FROM new.cosignatures;".to_owned();
    }
    if table == "statuses" {
        return "INSERT INTO statuses (lookup, bytes) SELECT lookup, bytes FROM new.statuses;".to_owned();
    }
    format!("INSERT INTO {table} SELECT * FROM new.{table};")
}

/// The number of rows in each table once a database of version 3 was adopted: statuses had another form, and are published anew.
fn adopted(mut before: Vec<i64>) -> Vec<i64> {
    before[TABLES.iter().position(|table| *table == "statuses").expect("it is there")] = 0;
    before
}

/// How many rows each table has.
async fn rows(database: &mut AnyConnection) -> Vec<i64> {
    let mut rows = Vec::new();
    for table in TABLES {
        let count = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        rows.push(sqlx::query_scalar(count).fetch_one(&mut *database).await.expect("the table is there"));
    }
    rows
}

/// What each migration is recorded as.
async fn migrations(database: &mut AnyConnection) -> Vec<i64> {
    let query = sqlx::query_scalar("SELECT version FROM _sqlx_migrations ORDER BY version");
    query.fetch_all(database).await.expect("the table is there")
}

/// Each table of an SQLite database as the statement that makes it, without the blanks in which programs differ.
const SQLITE_TABLES: &str = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL";

/// Each column and each constraint of a PostgreSQL database.
const POSTGRES_TABLES: &str = "
SELECT (table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, ''))::text
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT (conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid))::text
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace";

/// What the tables of a database are, in no order that says anything.
async fn tables(deployment: &Deployment) -> Vec<String> {
    let mut database = deployment.database().await;
    let query = if deployment.server.is_some() { POSTGRES_TABLES } else { SQLITE_TABLES };
    let rows: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut database).await.expect("every database can say it");
    database.close().await.expect("the database can be closed");
    let mut tables: Vec<String> = rows.iter().map(|row| row.split_whitespace().collect()).collect();
    tables.sort();
    tables
}

/// What was acknowledged is there, and the grant that was left counts.
async fn nothing_is_lost(server: &Server, receipts: &[String; 2]) {
    for (number, receipt) in (0..).zip(receipts) {
        let again = answer(server.call.upload(&Sealed::new(number), None)).await;
        assert_eq!((again.status().as_u16(), &text(again).await), (200, receipt));
    }
    server.call.store(&Sealed::new(2), &grant(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sqlite_database_of_version_3_is_adopted_as_it_is() {
    let deployment = Deployment::new();
    let server = deployment.start().await;
    let receipts = fill(&deployment, &server).await;
    server.stop().await;
    let before = rows(&mut deployment.database().await).await;
    assert!(before.iter().all(|count| *count > 0), "{before:?}");
    let fresh = tables(&deployment).await;

    // The same rows, in a database that the program before has made.
    let (new, old) = (deployment.path("data/intake.sqlite"), deployment.path("old.sqlite"));
    let mut database = deployment.database_at(&format!("sqlite://{}?mode=rwc", old.display())).await;
    sqlx::raw_sql(include_str!("version_3_sqlite.sql")).execute(&mut database).await.expect("the tables can be made");
    let copies = TABLES.map(copy_to_version_3).concat();
    let all = format!("ATTACH '{}' AS new; {copies} DETACH new", new.display());
    sqlx::raw_sql(AssertSqlSafe(all)).execute(&mut database).await.expect("the rows can be copied");
    database.close().await.expect("the database can be closed");
    std::fs::rename(&old, &new).expect("one takes the place of the other");

    deployment.start().await.stop().await;
    let mut database = deployment.database().await;
    assert_eq!((rows(&mut database).await, migrations(&mut database).await), (adopted(before), vec![2, 3, 4, 5, 6, 7, 8]));
    database.close().await.expect("the database can be closed");
    assert_eq!(tables(&deployment).await, fresh);
    let server = deployment.start().await;
    nothing_is_lost(&server, &receipts).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn intakes_that_start_at_once_make_or_adopt_a_postgresql_database_together() {
    let deployment = Deployment::on(&Cluster::shared()).await;
    let start = async || deployment.start().await.stop().await;
    let start_all = async || tokio::join!(start(), start(), start(), start(), start(), start());
    start_all().await;
    let server = deployment.start().await;
    let receipts = fill(&deployment, &server).await;
    server.stop().await;

    let mut database = deployment.database().await;
    assert_eq!(migrations(&mut database).await, [3, 4, 5, 6, 7, 8]);
    let before = rows(&mut database).await;
    let fresh = tables(&deployment).await;
    // The same rows, in tables that the program before has made.
    let move_away = "ALTER SCHEMA public RENAME TO new; CREATE SCHEMA public";
    let copies = TABLES.map(copy_to_version_3).concat() + "DROP SCHEMA new CASCADE";
    for statements in [move_away, include_str!("version_3_postgres.sql"), &copies] {
        let statements = AssertSqlSafe(statements.to_owned());
        sqlx::raw_sql(statements).execute(&mut database).await.expect("the database can be changed");
    }
    assert!(lakzegel_intake::check(&deployment.settings()).await.iter().all(|error| !error.to_string().contains("schema")));
    start_all().await;
    assert_eq!((rows(&mut database).await, migrations(&mut database).await), (adopted(before), vec![3, 4, 5, 6, 7, 8]));
    assert_eq!(tables(&deployment).await, fresh);
    let server = deployment.start().await;
    nothing_is_lost(&server, &receipts).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_later_program_is_refused_and_left_as_it_is() {
    for deployment in [Deployment::new(), Deployment::on(&Cluster::shared()).await] {
        deployment.start().await.stop().await;
        let mut database = deployment.database().await;
        for version in [97_i64, 98] {
            let later = sqlx::query(
                "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES ($1, 'later', TRUE, $2, 0)",
            );
            later.bind(version).bind(vec![0_u8]).execute(&mut database).await.expect("it can be added");
        }
        let before = (tables(&deployment).await, migrations(&mut database).await);
        let said = refusal(deployment.settings()).await;
        assert!(said.contains("the database has schema version 98"), "{said}");
        assert_eq!((tables(&deployment).await, migrations(&mut database).await), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_another_program_without_migrator_is_refused_and_left_as_it_is() {
    let sqlite = Deployment::new();
    std::fs::create_dir_all(sqlite.path("data")).expect("a folder can be made");
    let address = format!("sqlite://{}?mode=rwc", sqlite.path("data/intake.sqlite").display());
    sqlite.database_at(&address).await.close().await.expect("the database can be closed");
    let postgres = Deployment::on(&Cluster::shared()).await;
    for (deployment, made) in [
        (sqlite, "CREATE TABLE other (number INTEGER); PRAGMA user_version = 1"),
        (postgres, "CREATE TABLE other (number BIGINT); CREATE TABLE schema_version AS SELECT 1::bigint AS version"),
    ] {
        let mut database = deployment.database().await;
        sqlx::raw_sql(made).execute(&mut database).await.expect("the tables can be made");
        database.close().await.expect("the database can be closed");
        let before = tables(&deployment).await;
        assert!((1..=2).contains(&before.len()), "{before:?}");
        let said = refusal(deployment.settings()).await;
        assert!(said.contains("the database has schema version 1,"), "{said}");
        assert_eq!(tables(&deployment).await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_fails_leaves_nothing_behind() {
    let deployment = Deployment::on(&Cluster::shared()).await;
    // A table of the same name makes the migration fail after it has begun.
    let mut database = deployment.database().await;
    sqlx::raw_sql("CREATE TABLE manifest (other BIGINT)").execute(&mut database).await.expect("the table can be made");
    let before = tables(&deployment).await;
    let said = refusal(deployment.settings()).await;
    assert!(said.contains("the database cannot be brought up to date"), "{said}");
    assert_eq!(tables(&deployment).await, before);
    sqlx::raw_sql("DROP TABLE manifest").execute(&mut database).await.expect("the table can be deleted");
    deployment.start().await.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intake_needs_no_right_to_make_tables_when_all_are_made() {
    let cluster = Cluster::shared();
    let deployment = Deployment::on(&cluster).await;
    deployment.start().await.stop().await;
    let mut database = deployment.database().await;
    let rights = "CREATE ROLE no_maker LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC";
    sqlx::raw_sql(rights).execute(&mut database).await.expect("the rights can be changed");
    let owned = TABLES.iter().chain(&["logins", "statements", "freshness", "_sqlx_migrations"]);
    let owned: String = owned.map(|table| format!("ALTER TABLE {table} OWNER TO no_maker;")).collect();
    sqlx::raw_sql(AssertSqlSafe(owned)).execute(&mut database).await.expect("the tables can be given away");
    let (_, address) = deployment.server.as_ref().expect("it is PostgreSQL");
    deployment.write("database-url", &address.replace("postgres://postgres@", "postgres://no_maker@"));
    deployment.start().await.stop().await;
}
