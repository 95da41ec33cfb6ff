"""Signing in at the desk, the language, and the administrators' site."""

from django.contrib import admin
from django.urls import path

from wms.core.desk.signin import ChooseLanguage, SignIn, SignOut

app_name = "core"
urlpatterns = [
    path("signin/", SignIn.as_view(), name="signin"),
    path("signout/", SignOut.as_view(), name="signout"),
    path("language/", ChooseLanguage.as_view(), name="language"),
    path("admin/", admin.site.urls),
]
