extension FormatCatalog {
    /// Logs of AWS and of other platforms.
    static let cloudFormats = [
        steps(
            "alb", "AWS application load balancer",
            signature: #"^(http|https|h2|grpcs|ws|wss) \d{4}-"#, nulls: [.dash, .minusOne],
            #"{type} {time:iso} {elb} {ip|client:endpoint} {target:endpoint} {request_processing_time:s} {target_processing_time:s} {response_processing_time:s} {status|elb_status_code:int} {target_status:any} {received_bytes:bytes} {bytes|sent_bytes:bytes} "{request:request}" "{agent}" {ssl_cipher} {ssl_protocol} {target_group} "{trace_id}" "{domain}" "{certificate}" {rule_priority:any} {creation_time:iso} "{actions}" "{redirect_url}" "{error_reason}"<< {rest}>>"#
        ),
        steps(
            "elb", "AWS classic load balancer", signature: #"^\d{4}-\d\d-\d\dT\S+ \S+ \S+:\d+ (?:\S+:\d+|-) -?\d"#,
            nulls: [.dash, .minusOne],
            #"{time:iso} {elb} {ip|client:endpoint} {backend:endpoint} {request_processing_time:s} {backend_processing_time:s} {response_processing_time:s} {status|elb_status_code:int} {backend_status:any} {received_bytes:bytes} {bytes|sent_bytes:bytes} "{request:request}"<< "{agent}" {ssl_cipher} {ssl_protocol}>>"#
        ),
        steps(
            "nlb", "AWS network load balancer, TLS listeners", signature: #"^tls \d\.\d \d{4}-\d\d-\d\dT"#,
            nulls: [.dash, .minusOne],
            "{type} {version} {time:iso} {elb} {listener} {ip|client:endpoint} {target|destination:endpoint} {duration|connection_time:ms} {tls_handshake_time:ms} {received_bytes:bytes} {bytes|sent_bytes:bytes} {tls_alert} {certificate} {certificate_serial} {ssl_cipher} {ssl_protocol} {tls_named_group} {domain} {alpn_front} {alpn_back} {alpn_list:text:maybe} {creation_time:iso}<< {rest}>>"
        ),
        steps(
            "s3", "AWS S3 server access log", signature: #"^\w{16,} \S+ \[[^\]]+\] \S+ \S+ \S+ [A-Z0-9]+\.[A-Z]"#,
            #"{bucket_owner} {bucket:text:word} [{time:clf}] {ip:ip} {requester} {request_id} {operation} {key} {request:request:maybe} {status:int} {error_code} {bytes:bytes} {object_size:bytes} {duration|total_time:ms} {turn_around_time:ms} {referer:text:maybe} {agent:text:maybe} {version_id}<< {rest}>>"#
        ),
        vpcFlow,
        steps(
            "heroku", "Heroku's Logplex: time app[dyno]: message",
            signature: #"^(?:<\d+>1 )?\d{4}-\d\d-\d\dT\S+ (?:\S+ )?(?:heroku|app)\[[\w.-]+\]: "#,
            "{time:iso} {app:text:word}[{process|dyno}]: [{database}] [{line:int}-{-}]  sql_error_code = {sql_state:text:5} {level:pglevel}:  {message}",
            "{time:iso} {app:text:word}[{process|dyno}]: [{database}] [{line:int}-{-}]  sql_error_code = {sql_state:text:5}, {-} {level:pglevel}:  {message}",
            "{time:iso} {app:text:word}[{process|dyno}]: {message}"),
    ]

    /// Version 2, the default fields; files may begin with their names.
    private static var vpcFlow: CatalogEntry {
        steps(
            "vpc-flow", "AWS VPC flow logs, the default fields",
            signature: #"^\d+ \S+ eni-\w+ |^version account-id interface-id "#,
            "{version:int} {account_id:text:word} {interface_id:text:word} {ip|srcaddr:ip:word} {dstaddr:ip:word} {port|srcport:int} {dstport:int} {protocol:int} {packets:int} {bytes:bytes} {time|start:epoch} {end:epoch} {action:text:word} {log_status:text:word}"
        ).with { format in
            // The line of names.
            format.commentPrefix = Array("version account-id".utf8)
            format.columns = [
                "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol",
                "packets", "bytes", "start", "end", "action", "log-status",
            ]
        }
    }
}
