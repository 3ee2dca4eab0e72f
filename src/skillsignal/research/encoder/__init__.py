"""Fine-tuning of the encoder behind the accurate model (needs the extra ``finetune``)."""
