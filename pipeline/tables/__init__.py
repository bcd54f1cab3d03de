"""What all assessments of an output folder come to: register, report, reviews, refused forms, histories."""
