extension FormatCatalog {
    /// Logs of AWS.
    static let cloudFormats = [
        steps(
            "alb", "AWS application load balancer",
            signature: #"^(http|https|h2|grpcs|ws|wss) \d{4}-"#, nulls: [.dash, .minusOne],
            #"{type} {time:iso} {elb} {ip|client:address} {target:address} {request_processing_time:s} {target_processing_time:s} {response_processing_time:s} {status|elb_status_code:int} {target_status:any} {received_bytes:bytes} {bytes|sent_bytes:bytes} "{request:request}" "{agent}" {ssl_cipher} {ssl_protocol} {target_group} "{trace_id}" "{domain}" "{certificate}" {rule_priority:any} {creation_time:iso} "{actions}" "{redirect_url}" "{error_reason}"<< {rest}>>"#
        ),
        steps(
            "elb", "AWS classic load balancer", nulls: [.dash, .minusOne],
            #"{time:iso} {elb} {ip|client:address} {backend:address} {request_processing_time:s} {backend_processing_time:s} {response_processing_time:s} {status|elb_status_code:int} {backend_status:any} {received_bytes:bytes} {bytes|sent_bytes:bytes} "{request:request}"<< "{agent}" {ssl_cipher} {ssl_protocol}>>"#
        ),
        steps(
            "s3", "AWS S3 server access log",
            #"{bucket_owner} {bucket:text:word} [{time:clf}] {ip:ip} {requester} {request_id} {operation} {key} {request:request:maybe} {status:int} {error_code} {bytes:bytes} {object_size:bytes} {duration|total_time:ms} {turn_around_time:ms} {referer:text:maybe} {agent:text:maybe} {version_id}<< {rest}>>"#
        ),
    ]
}
