"""Pictures and documents in an object store that speaks S3, where MEDIA_BUCKET names one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

from images.storage import Stored

MISSING = 404


@contextmanager
def like_a_disk() -> Iterator[None]:
    """Whatever goes wrong over there is an OSError, which everybody expects of files."""
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"].get("HTTPStatusCode") == MISSING:
            raise FileNotFoundError(str(error)) from error
        raise OSError(str(error)) from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(str(error)) from error


class Bucket(S3Storage):  # type: ignore[misc]
    """A store that answers within seconds or not at all; what is read comes whole, in one question."""

    def get_default_settings(self) -> dict[str, Any]:
        """Names as paths below the endpoint, and no sums that only the first of its kind understands."""
        config = Config(
            connect_timeout=2,
            read_timeout=10,
            retries={"max_attempts": 2, "mode": "standard"},
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return {**super().get_default_settings(), "client_config": config, "use_threads": False}

    def _open(self, name: str, mode: str = "rb") -> ContentFile[bytes]:
        with like_a_disk():
            return ContentFile(self.bucket.Object(self._normalize_name(name)).get()["Body"].read(), name)

    def _save(self, name: str, content: Any) -> str:
        with like_a_disk():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        """Take a file away, if it is there."""
        with like_a_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Whether a file is there."""
        with like_a_disk():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        """Its bytes."""
        with like_a_disk():
            return int(super().size(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files in a folder."""
        with like_a_disk():
            folders, files = super().listdir(path)
            return folders, files

    def walk(self) -> Iterator[Stored]:
        """Every file, a thousand at a question."""
        with like_a_disk():
            for each in self.bucket.objects.all():
                yield Stored(each.key, each.last_modified.timestamp())
