extension FormatCatalog {
    /// Logs of Python's libraries and servers.
    static let pythonFormats = [
        steps(
            "python", "Python's logging without a format: LEVEL:logger:message",
            signature: #"^(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.-]+:"#,
            "{level:level}:{logger:text:word}:{message}"),
        steps(
            "python-http", "access lines of Python's http.server and Werkzeug",
            signature: #" - - \[\d\d/[A-Z][a-z]{2}/\d{4} \d\d:\d\d:\d\d\] ""#,
            "<<{level:level}:{logger:text:word}:>>{ip:ip:word} - - [{time:dmy}] \"{request:request}\" {status:int} {bytes:bytes}"
        ),
        steps(
            "django-server", "access lines of Django's runserver",
            signature: #"^\[\d\d/[A-Z][a-z]{2}/\d{4} \d\d:\d\d:\d\d\] "[A-Z]+ "#,
            "[{time:dmy}] \"{request:request}\" {status:int} {bytes:bytes}"),
        steps(
            "uvicorn", "Uvicorn and FastAPI", signature: #"^(?:TRACE|DEBUG|INFO|WARNING|ERROR|CRITICAL): {2,}"#,
            "{level:level}:  {ip|client:endpoint} - \"{request:request}\" {status:int}<< {reason}>>",
            "{level:level}:  {message}"),
        steps(
            "gunicorn", "Gunicorn's error log: [time] [pid] [LEVEL] message",
            signature: #"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\] \[\d+\] \[[A-Z]+\] "#,
            "[{time:iso}] [{pid:int}] [{level:level}] {message}"),
        steps(
            "uwsgi", "uWSGI's request log", signature: #"^\[pid: \d+\|app: "#, nulls: [.dash, .empty],
            "[pid: {pid:int}|app: {app_id}|req: {request_number}] {ip:ip} ({user}) \\{{vars:int} vars in {received_bytes:bytes} bytes\\} [{time:asctime}] {method:text:word} {path|uri:url} =\\> generated {bytes:bytes} bytes <<via {via:text:word} >>in {duration:ms} msecs ({protocol:text:word} {status:int}) {headers:int} headers in {header_bytes:bytes} bytes ({switches:int} switches on core {core:int})",
            "[pid: {pid:int}|app: {app_id}|req: {request_number}] {ip:ip} ({user}) \\{{vars:int} vars in {received_bytes:bytes} bytes\\} [{time:asctime}] {method:text:word} {path|uri:url} =\\> generated {bytes:bytes} bytes <<via {via:text:word} >>in {duration:us} micros ({protocol:text:word} {status:int}) {headers:int} headers in {header_bytes:bytes} bytes ({switches:int} switches on core {core:int})"
        ),
        steps(
            "loguru", "loguru: time | LEVEL | module:function:line - message",
            signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \| [A-Z]+ +\| \S+:\S+:\d+ - "#,
            "{time:iso} | {level:level}  | {logger:text:word}:{function:text:word}:{line:int} - {message}"),
        steps(
            "celery", "Celery: [time: LEVEL/process] message",
            signature: #"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+: [A-Z]+/"#,
            "[{time:iso}: {level:level}/{thread|process}] {message}"),
        steps(
            "airflow", "Airflow: [time] {file:line} LEVEL - message",
            signature: #"^\[\d{4}-\d\d-\d\d[T ]\S+\] \{\S+:\d+\} [A-Z]+ - "#,
            "[{time:iso}] \\{{file:text:word}:{line:int}\\} {level:level} - {message}"),
        steps(
            "flask", "Flask: [time] LEVEL in logger: message",
            signature: #"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+\] [A-Z]+ in \w[\w.]*: "#,
            "[{time:iso}] {level:level} in {logger:text:word}: {message}"),
        steps(
            "openstack", "OpenStack's services",
            signature: #"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \d+ [A-Z]+ \w[\w.]* \["#,
            "{time:iso} {pid:int} {level:level} {logger:text:word} [{request_id}] {message}",
            "{file:text:word} {time:iso} {pid:int} {level:level} {logger:text:word} [{request_id}] {message}"),
        steps(
            "fail2ban", "fail2ban: time logger [pid]: LEVEL message",
            signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \S+ +\[\d+\]: [A-Z]+ "#,
            "{time:iso} {logger:text:word}  [{pid:int}]: {level:level}  <?[{jail}] >>{message}"),
    ]
}
