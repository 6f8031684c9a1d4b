namespace Bantam.Training;

/// <summary>Data in three parts: weights are fitted to the first, models chosen by the second, the chosen one scored on the third.</summary>
/// <remarks>Source: notes: lines 172 and 2612-2613 (a third set chooses order, regularization and bit width).</remarks>
public sealed record DataSplits
{
    /// <summary>The fraction of the training data that becomes the validation set where nothing else is said.</summary>
    public const double DefaultValidationShare = 0.1;

    /// <summary>Puts three parts together and marks each with its role.</summary>
    /// <param name="train">The samples that weights are fitted to.</param>
    /// <param name="validation">The samples that models are chosen by.</param>
    /// <param name="test">The samples that the final model is scored on.</param>
    /// <exception cref="ArgumentException">The parts have different tasks or input shapes.</exception>
    public DataSplits(Dataset train, Dataset validation, Dataset test)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(test);
        foreach (Dataset other in new[] { validation, test })
        {
            if (other.Task != train.Task || other.InputShape != train.InputShape)
            {
                throw new ArgumentException($"The parts of a data set must agree, but one has {train.Task} and inputs {train.InputShape}, another {other.Task} and {other.InputShape}.");
            }
        }

        Train = train.WithRole(SplitRole.Train);
        Validation = validation.WithRole(SplitRole.Validation);
        Test = test.WithRole(SplitRole.Test);
    }

    /// <summary>The samples that weights are fitted to.</summary>
    public Dataset Train { get; }

    /// <summary>The samples that models are chosen by.</summary>
    public Dataset Validation { get; }

    /// <summary>The samples that the final model is scored on.</summary>
    public Dataset Test { get; }

    /// <summary>Carves a validation set out of the training data: seeded, each class by the same share.</summary>
    /// <param name="train">All training data.</param>
    /// <param name="test">The test data, kept as it is.</param>
    /// <param name="seed">Decides which samples are carved out.</param>
    /// <param name="validationShare">The fraction of the training data, in [0, 1].</param>
    /// <returns>The three parts; the order of the samples is kept in each.</returns>
    public static DataSplits Carve(Dataset train, Dataset test, ulong seed, double validationShare = DefaultValidationShare)
    {
        ArgumentNullException.ThrowIfNull(train);
        (int[] validation, int[] rest) = StratifiedSplit.Indices(train, validationShare, seed);
        return new DataSplits(train.Subset(rest), train.Subset(validation), test);
    }

    /// <summary>Divides data that has no test set of its own: first the test set, then the validation set out of the rest.</summary>
    /// <param name="all">All data.</param>
    /// <param name="testShare">The fraction that becomes the test set, in [0, 1].</param>
    /// <param name="seed">Decides which samples go where.</param>
    /// <param name="validationShare">The fraction of the remaining data that becomes the validation set, in [0, 1].</param>
    /// <returns>The three parts.</returns>
    public static DataSplits Divide(Dataset all, double testShare, ulong seed, double validationShare = DefaultValidationShare)
    {
        ArgumentNullException.ThrowIfNull(all);
        (int[] test, int[] train) = StratifiedSplit.Indices(all, testShare, seed);
        return Carve(all.Subset(train), all.Subset(test), seed, validationShare);
    }

    /// <summary>Samples of the training set to calibrate quantization ranges with.</summary>
    /// <param name="count">How many; all of them if there are fewer.</param>
    /// <param name="seed">Decides which ones.</param>
    /// <returns>A data set that shares the values.</returns>
    public Dataset Calibration(int count, ulong seed = 0) => Train.Calibration(count, seed);

    /// <summary>The same parts, preprocessed in another way.</summary>
    /// <param name="preprocessing">How raw values become model input.</param>
    /// <returns>The three parts.</returns>
    public DataSplits WithPreprocessing(Preprocessing preprocessing) =>
        new(Train.WithPreprocessing(preprocessing), Validation.WithPreprocessing(preprocessing), Test.WithPreprocessing(preprocessing));

    /// <summary>The same parts, standardized with the statistics of the training set alone.</summary>
    /// <returns>The three parts.</returns>
    public DataSplits Standardized() => WithPreprocessing(Preprocessing.Standardize.Of(Train));

    /// <summary>Searches for samples that are in two parts at once: a model may have memorized them.</summary>
    /// <returns>Each sample of the validation or test set whose input equals that of a sample in an earlier part, bit for bit. Empty is good.</returns>
    public IReadOnlyList<Leak> FindLeaks() => LeakSearch.Run(Train, Validation, Test);
}
