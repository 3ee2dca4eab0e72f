"""The research side: corpora, training, evaluation."""
