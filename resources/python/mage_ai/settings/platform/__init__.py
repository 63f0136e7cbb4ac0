"""Projects that are parts of a platform: here each folder is a project of its own."""


def project_platform_activated() -> bool:
    return False
