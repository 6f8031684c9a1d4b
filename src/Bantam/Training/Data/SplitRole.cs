namespace Bantam.Training;

/// <summary>Which of the three parts of the data a set is, and so what it may be used for.</summary>
public enum SplitRole
{
    /// <summary>Weights are fitted to it.</summary>
    Train,

    /// <summary>Choices between models are made by it: size, regularization, bit width, when to stop.</summary>
    Validation,

    /// <summary>The final model is scored on it, and nothing else.</summary>
    Test,
}

/// <summary>A use of data that would make it worthless as an honest test.</summary>
public enum DataUse
{
    /// <summary>Fitting weights, statistics or quantization ranges. Never on test data.</summary>
    Fitting,

    /// <summary>Choosing between models. On validation data only.</summary>
    Selection,
}
