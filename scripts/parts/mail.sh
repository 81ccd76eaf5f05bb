# A private Postfix and Dovecot in a temporary folder: a real server to send to and a
# mailbox to read back from. Sourced, never run.
#
#   ANY@readers.test             delivered, one mailbox each
#   anna@example.test            delivered
#   ghost@example.test           accepted, then a bounce 5.1.1 to the return path
#   full@example.test            accepted, then a bounce 5.2.2 (quota)
#   nobody@example.test          refused in the dialogue, 550 5.1.1
#   ANY@unknown.test             refused in the dialogue, 550 5.1.1
#   ANY@defer.test               refused in the dialogue, 450 4.7.1
#   bounces+ANY@clinic.test      one mailbox, bounces@clinic.test
#
# Every mailbox opens with the password `pw`; sender@clinic.test may authenticate.

mail_folder=""
# A user id nobody has, so that no account needs to be made for the mailboxes.
mail_uid=65123

# start_mail FOLDER SMTP_PORT IMAP_PORT: exports HERALD_TEST_SMTP, _IMAP and _MAIL_CA.
start_mail() {
  mail_folder=$1
  local smtp_port=$2 imap_port=$3
  mkdir -p "$mail_folder"/{postfix/etc,postfix/queue,postfix/data,dovecot/run,dovecot/state,dovecot/mail}
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$mail_folder/key.pem" -out "$mail_folder/cert.pem" \
    -days 30 -subj /CN=mx.clinic.test \
    -addext 'subjectAltName=DNS:mx.clinic.test,DNS:localhost,IP:127.0.0.1' 2>/dev/null
  write_postfix "$smtp_port"
  write_dovecot "$imap_port"
  as_root chown -R postfix "$mail_folder/postfix/data"
  as_root chown -R "$mail_uid:$mail_uid" "$mail_folder/dovecot/mail"
  as_root chown root "$mail_folder/postfix/etc" "$mail_folder/postfix/queue" "$mail_folder"/postfix/etc/*
  as_root dovecot -c "$mail_folder/dovecot.conf" >"$mail_folder/dovecot.start" 2>&1 ||
    { cat "$mail_folder/dovecot.start" >&2; die "Dovecot did not start"; }
  as_root postfix -c "$mail_folder/postfix/etc" start >"$mail_folder/postfix.start" 2>&1 ||
    { cat "$mail_folder/postfix.start" >&2; die "Postfix did not start"; }
  wait_for 20 "Postfix" listens "$smtp_port"
  wait_for 20 "Dovecot" listens "$imap_port"
  export HERALD_TEST_SMTP="127.0.0.1:$smtp_port"
  export HERALD_TEST_IMAP="127.0.0.1:$imap_port"
  export HERALD_TEST_MAIL_CA="$mail_folder/cert.pem"
  echo "Postfix on port $smtp_port, Dovecot on port $imap_port"
}

write_postfix() {
  cat >"$mail_folder/postfix/etc/main.cf" <<EOF
compatibility_level = 3.6
queue_directory = $mail_folder/postfix/queue
data_directory = $mail_folder/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
mail_owner = postfix
myhostname = mx.clinic.test
mydomain = clinic.test
myorigin = clinic.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
maillog_file = $mail_folder/postfix/mail.log
maillog_file_prefixes = /
local_header_rewrite_clients =
recipient_delimiter = +
virtual_mailbox_domains = clinic.test, example.test, readers.test
virtual_mailbox_maps = inline:{ { @readers.test=ok }, { anna@example.test=ok }, { bounces@clinic.test=ok }, { full@example.test=ok }, { ghost@example.test=ok }, { fbl@clinic.test=ok } }
virtual_transport = lmtp:unix:$mail_folder/dovecot/run/lmtp
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject
transport_maps = inline:{ { unknown.test=error:5.1.1 User unknown }, { defer.test=retry:4.7.1 try later } }
relay_domains = unknown.test, defer.test
relay_recipient_maps =
bounce_queue_lifetime = 1m
maximal_queue_lifetime = 1m
queue_run_delay = 10s
minimal_backoff_time = 10s
maximal_backoff_time = 20s
smtpd_client_connection_count_limit = 0
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $mail_folder/dovecot/run/auth-client
smtpd_tls_security_level = may
smtpd_tls_cert_file = $mail_folder/cert.pem
smtpd_tls_key_file = $mail_folder/key.pem
EOF
  # The distributed master.cf, on our port and without chroot.
  sed -E -e "s/^smtp +inet.*/127.0.0.1:$1 inet n - n - - smtpd/" \
    -e 's/^([a-z0-9-]+ +unix +[-ny] +[-ny] +)y/\1n/' \
    /usr/share/postfix/master.cf.dist >"$mail_folder/postfix/etc/master.cf"
}

write_dovecot() {
  local user
  for user in anna@example.test bounces@clinic.test fbl@clinic.test sender@clinic.test; do
    echo "$user:pw:$mail_uid:$mail_uid::$mail_folder/dovecot/mail/${user#*@}/${user%@*}::"
  done >"$mail_folder/users"
  echo "full@example.test:pw:$mail_uid:$mail_uid::$mail_folder/dovecot/mail/example.test/full::userdb_quota_rule=*:bytes=300" \
    >>"$mail_folder/users"
  cat >"$mail_folder/dovecot.conf" <<EOF
base_dir = $mail_folder/dovecot/run
state_dir = $mail_folder/dovecot/state
log_path = $mail_folder/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <$mail_folder/cert.pem
ssl_key = <$mail_folder/key.pem
disable_plaintext_auth = no
mail_location = maildir:$mail_folder/dovecot/mail/%d/%n
mail_fsync = never
first_valid_uid = 1
auth_mechanisms = plain login
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $mail_folder/users
}
passdb {
  driver = static
  username_filter = *@readers.test
  args = password=pw
}
userdb {
  driver = passwd-file
  args = username_format=%u $mail_folder/users
}
userdb {
  driver = static
  args = uid=$mail_uid gid=$mail_uid home=$mail_folder/dovecot/mail/%d/%n
}
mail_plugins = quota
protocol lmtp {
  mail_plugins = quota
  postmaster_address = postmaster@clinic.test
}
plugin {
  quota = maildir:User quota
  quota_full_tempfail = no
}
service imap-login {
  inet_listener imap {
    port = $1
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener auth-client {
    mode = 0666
  }
}
EOF
}

stop_mail() {
  [ -n "$mail_folder" ] || return 0
  local pid
  for pid in postfix/queue/pid/master.pid dovecot/run/master.pid; do
    pid=$(as_root cat "$mail_folder/$pid" 2>/dev/null | tr -d ' ') || continue
    end_process "$pid"
  done
}
