//! Asks the machine's name servers for texts. Over TCP only (RFC 7766): keys are longer
//! than a datagram may be, and one way is simpler than two.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, Question, RCODE, TYPE};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Where Unix machines name their servers.
const SETTINGS: &str = "/etc/resolv.conf";
/// How long one server may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why DNS said nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    #[error("no name server is set in {SETTINGS}")]
    NoServer,
    #[error("“{0}” is no domain name")]
    BadName(String),
    #[error("no name server answered: {0}")]
    NoAnswer(String),
    #[error("the name server refused: {0}")]
    Refused(String),
}

/// Name servers, asked one after the other.
#[derive(Clone, Debug)]
pub struct Resolver {
    servers: Vec<SocketAddr>,
}

impl Resolver {
    /// The servers this machine uses.
    #[must_use]
    pub fn of_machine() -> Self {
        let text = std::fs::read_to_string(SETTINGS).unwrap_or_default();
        Self {
            servers: servers_in(&text),
        }
    }

    /// One server.
    #[must_use]
    pub fn at(server: SocketAddr) -> Self {
        Self {
            servers: vec![server],
        }
    }

    /// The texts at a name; none where the name is not there.
    ///
    /// # Errors
    /// When no server answers or all refuse.
    pub async fn txt(&self, name: &str) -> Result<Vec<String>, LookupError> {
        let ascii = idna::domain_to_ascii(name).unwrap_or_else(|_| name.to_owned());
        let asked = Name::new(&ascii).map_err(|_| LookupError::BadName(name.to_owned()))?;
        let mut last = LookupError::NoServer;
        for server in &self.servers {
            let answer = timeout(PATIENCE, ask(*server, asked.clone())).await;
            match answer.unwrap_or_else(|_| Err(LookupError::NoAnswer("it took too long".into()))) {
                Ok(texts) => return Ok(texts),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

fn servers_in(settings: &str) -> Vec<SocketAddr> {
    settings
        .lines()
        .filter_map(|line| line.trim().strip_prefix("nameserver"))
        .filter_map(|rest| rest.split_whitespace().next()?.parse::<IpAddr>().ok())
        .map(|address| SocketAddr::new(address, 53))
        .collect()
}

async fn ask(server: SocketAddr, name: Name<'_>) -> Result<Vec<String>, LookupError> {
    let away = |error: &dyn std::fmt::Display| LookupError::NoAnswer(error.to_string());
    let mut id = [0; 2];
    ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut id)
        .map_err(|error| away(&error))?;
    let id = u16::from_be_bytes(id);
    let mut question = Packet::new_query(id);
    question.set_flags(PacketFlag::RECURSION_DESIRED);
    question.questions.push(Question::new(
        name,
        TYPE::TXT.into(),
        CLASS::IN.into(),
        false,
    ));
    let question = question.build_bytes_vec().map_err(|error| away(&error))?;
    let length = u16::try_from(question.len()).map_err(|error| away(&error))?;
    let mut stream = TcpStream::connect(server).await.map_err(|e| away(&e))?;
    let framed = [&length.to_be_bytes(), question.as_slice()].concat();
    stream.write_all(&framed).await.map_err(|e| away(&e))?;
    let length = stream.read_u16().await.map_err(|e| away(&e))?;
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await.map_err(|e| away(&e))?;
    texts_of(&answer, id)
}

fn texts_of(answer: &[u8], id: u16) -> Result<Vec<String>, LookupError> {
    let nonsense = || LookupError::NoAnswer("it is not an answer to the question".into());
    let packet = Packet::parse(answer).map_err(|_| nonsense())?;
    if packet.id() != id || !packet.has_flags(PacketFlag::RESPONSE) {
        return Err(nonsense());
    }
    match packet.rcode() {
        RCODE::NoError => {}
        RCODE::NameError => return Ok(Vec::new()),
        other => return Err(LookupError::Refused(format!("{other:?}"))),
    }
    let texts = packet.answers.into_iter().filter_map(|record| {
        let RData::TXT(text) = record.rdata else {
            return None;
        };
        String::try_from(text).ok()
    });
    Ok(texts.collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use simple_dns::ResourceRecord;
    use simple_dns::rdata::TXT;
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn servers_are_read_from_the_settings_of_the_machine() {
        let text = "# comment\nsearch a.test\nnameserver 10.0.0.1\n nameserver  ::1 # near\nnameserver x\n";
        let found = servers_in(text);
        assert_eq!(
            found,
            ["10.0.0.1:53".parse().unwrap(), "[::1]:53".parse().unwrap()]
        );
    }

    /// A server that answers every question with `rcode` and these texts.
    async fn serving(rcode: RCODE, texts: &'static [&'static str]) -> Resolver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let resolver = Resolver::at(listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let length = stream.read_u16().await.unwrap();
                let mut question = vec![0; usize::from(length)];
                stream.read_exact(&mut question).await.unwrap();
                let mut answer = Packet::parse(&question).unwrap().into_reply();
                *answer.rcode_mut() = rcode;
                let name = answer.questions[0].qname.clone();
                for text in texts {
                    let rdata = RData::TXT(TXT::try_from(*text).unwrap());
                    let record = ResourceRecord::new(name.clone(), CLASS::IN, 60, rdata);
                    answer.answers.push(record);
                }
                let bytes = answer.build_bytes_vec().unwrap();
                stream.write_u16(bytes.len() as u16).await.unwrap();
                stream.write_all(&bytes).await.unwrap();
            }
        });
        resolver
    }

    #[tokio::test]
    async fn texts_longer_than_a_datagram_come_whole() {
        const LONG: &str = concat!(
            "v=DKIM1; k=rsa; p=",
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvhXy0123456789abcdefghijklmnopqrstuvwxyz",
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvhXy0123456789abcdefghijklmnopqrstuvwxyz",
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvhXy0123456789abcdefghijklmnopqrstuvwxyz",
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvhXy0123456789abcdefghijklmnopqrstuvwxyz",
        );
        let resolver = serving(RCODE::NoError, &["v=spf1 -all", LONG]).await;
        let found = resolver.txt("例子.test").await.unwrap();
        assert_eq!(found, ["v=spf1 -all", LONG]);
    }

    #[tokio::test]
    async fn a_name_that_is_not_there_is_no_error_and_a_refusal_is_one() {
        let missing = serving(RCODE::NameError, &[]).await;
        assert_eq!(missing.txt("a.test").await, Ok(Vec::new()));
        let refused = serving(RCODE::Refused, &[]).await;
        assert!(matches!(
            refused.txt("a.test").await,
            Err(LookupError::Refused(_))
        ));
        let nobody = Resolver { servers: vec![] };
        assert_eq!(nobody.txt("a.test").await, Err(LookupError::NoServer));
    }

    proptest! {
        #[test]
        fn whatever_a_server_answers_nothing_breaks(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            drop(texts_of(&bytes, 7));
        }
    }
}
