import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0004_edition_hidden")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="compared_with",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.version"),
        ),
    ]
