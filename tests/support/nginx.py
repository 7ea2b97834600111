"""The configuration of a whole nginx around one of the recipes, so that it runs beside others of the machine."""

from __future__ import annotations

import os
from pathlib import Path

# The recipes are for the whole of a machine's nginx.
_AROUND = """\
daemon off;
pid {folder}/nginx.pid;
error_log stderr notice;
{user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {recipe};
}}
"""


def write_around(recipe: Path) -> Path:
    """Write the configuration around a recipe, into its folder, in which nginx keeps all of its files."""
    # As root its workers would be somebody else, who may not enter this folder.
    user = "user root;" if os.geteuid() == 0 else ""
    path = recipe.with_name("nginx.conf")
    path.write_text(_AROUND.format(folder=recipe.parent, recipe=recipe, user=user), "utf-8")
    return path
