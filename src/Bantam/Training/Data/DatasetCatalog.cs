using Bantam.Model;

namespace Bantam.Training;

/// <summary>A data set that has a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Summary">What it is, in one line.</param>
/// <param name="Folder">The folder below the data folder that must hold its files, or null where it is generated.</param>
public sealed record CatalogEntry(string Name, string Summary, string? Folder);

/// <summary>The data sets that can be asked for by name: generated ones, and public ones whose files lie in a folder.</summary>
public static class DatasetCatalog
{
    /// <summary>The environment variable that names the data folder.</summary>
    public const string FolderVariable = "BANTAM_DATA";

    /// <summary>The seed of generated data and of splits where none is given.</summary>
    public const ulong DefaultSeed = 1;

    private static readonly (CatalogEntry Entry, Func<DataFolder, ulong, DataSplits> Load)[] Sets =
    [
        (new("digits", "Handwritten-like digits 28x28, generated", null), (_, seed) => SyntheticDigits.Create(seed)),
        (new("sine", "A noisy sine to regress, generated", null), (_, seed) => SyntheticSine.Create(seed)),
        (new("bearings", "Vibration of healthy and damaged bearings to tell apart, generated", null), (_, seed) => SyntheticBearings.Create(seed)),
        (new("moons", "Points of two half circles, generated", null), (_, seed) => SyntheticPlane.Moons(seed)),
        (new("spirals", "Points of two winding arms, generated", null), (_, seed) => SyntheticPlane.Spirals(seed)),
        (new("tones", "Words of two tones as signals of 2048 values, generated", null), (_, seed) => SyntheticSignals.Tones(seed)),
        (new("motion", "Gestures of an acceleration sensor 64x3, generated", null), (_, seed) => SyntheticSignals.Motion(seed)),
        (new("mnist", "Handwritten digits 28x28, gray", "mnist"), ImageSets.Mnist),
        (new("cifar10", "Photographs 32x32 of ten kinds of thing, color", "cifar10"), ImageSets.Cifar10),
        (new("optdigits", "Handwritten digits 8x8, sixteen grays", "optdigits"), ImageSets.OptDigits),
        (new("kws12", "Spoken words of twelve kinds as features 49x10, test data only", "speech-commands"), (folder, _) => KeywordSets.Kws12(folder)),
        (new("fsdd", "Spoken digits as signals of one second, 8000 values", "fsdd"), SpokenDigits.Official),
        (new("abalone", "Age of a shellfish in rings from its measures, to regress", "tabular"), TabularSets.Abalone),
        (new("california", "House values in units of 100,000 dollars from eight features, to regress", "tabular"), TabularSets.California),
        (new("iris", "Three kinds of flower from four measures", "tabular"), TabularSets.Iris),
        (new("control", "Six kinds of control chart, series of 60 values", "tabular"), TabularSets.Control),
    ];

    /// <summary>All data sets, generated ones first.</summary>
    public static IReadOnlyList<CatalogEntry> Entries { get; } = [.. Sets.Select(set => set.Entry)];

    /// <summary>Loads a data set in three parts.</summary>
    /// <param name="name">One of the names of <see cref="Entries"/>.</param>
    /// <param name="root">The data folder, or null for what BANTAM_DATA names. Generated data needs none.</param>
    /// <param name="seed">Decides generated values and which training samples become the validation set.</param>
    /// <returns>The training, validation and test set.</returns>
    /// <exception cref="UnknownNameException">There is no data set of this name.</exception>
    /// <exception cref="FileNotFoundException">No data folder is given, or a file is not in it.</exception>
    /// <exception cref="DataFormatException">A file is malformed.</exception>
    public static DataSplits Load(string name, string? root = null, ulong seed = DefaultSeed)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach ((CatalogEntry entry, Func<DataFolder, ulong, DataSplits> load) in Sets)
        {
            if (entry.Name == name)
            {
                return load(new DataFolder(name, root ?? Environment.GetEnvironmentVariable(FolderVariable)), seed);
            }
        }

        throw new UnknownNameException("data set", name, [.. Entries.Select(e => e.Name)]);
    }
}
