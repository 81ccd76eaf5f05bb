//! `GET /queries/{name}`: any registered question.

use axum::Json as Answered;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, RawQuery, State};
use frame::App;
use serde_json::Value as Json;

use crate::caller::Caller;
use crate::machine::Machine;
use crate::{Problem, parameters};

pub(crate) async fn ask(
    State(app): State<App>,
    Extension(machine): Extension<Machine>,
    caller: Caller,
    name: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Answered<Json>, Problem> {
    let Path(name) = name.map_err(|_| Problem::missing())?;
    let known = machine.known(app.desk().registry());
    let schema = known
        .queries
        .get(name.as_str())
        .ok_or_else(Problem::missing)?;
    caller.must(&name)?;
    let parameters = parameters::read(schema, query.as_deref())?;
    Ok(Answered(
        app.desk()
            .for_program()
            .ask(caller.actor(), &name, parameters)
            .await?,
    ))
}
