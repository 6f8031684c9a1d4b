using System.Globalization;
using System.IO.Compression;

namespace Bantam.Training;

/// <summary>The Free Spoken Digit Dataset: ten English digits by four speakers, each 50 times, 8,000 values per second.</summary>
/// <remarks>Signals [8000]: the first second, or silence after a shorter recording. Licence CC BY-SA 4.0.</remarks>
public static class SpokenDigits
{
    private const int Length = 8000;
    private const int OfficialTestTakes = 5;

    // The longest recording has 36,568 bytes.
    private const int MaximumBytes = 1 << 20;

    /// <summary>The speakers.</summary>
    public static IReadOnlyList<string> Speakers { get; } = ["george", "jackson", "lucas", "nicolas"];

    /// <summary>Three speakers to train on, and the fourth to test with: how well the network understands strangers.</summary>
    /// <param name="speaker">The speaker to test with, one of <see cref="Speakers"/>.</param>
    /// <param name="root">The data folder, or null for what BANTAM_DATA names.</param>
    /// <param name="seed">Decides which training samples become the validation set.</param>
    /// <returns>1,500 recordings for training and validation, and 500 for the test.</returns>
    /// <exception cref="Model.UnknownNameException">There is no such speaker.</exception>
    /// <exception cref="FileNotFoundException">No data folder is given, or a file is not in it.</exception>
    /// <exception cref="DataFormatException">A file is malformed.</exception>
    public static DataSplits HoldOut(string speaker, string? root = null, ulong seed = DatasetCatalog.DefaultSeed)
    {
        ArgumentNullException.ThrowIfNull(speaker);
        return Speakers.Contains(speaker, StringComparer.Ordinal)
            ? Split(new DataFolder("fsdd", root ?? Environment.GetEnvironmentVariable(DatasetCatalog.FolderVariable)), take => take.Speaker == speaker, seed)
            : throw new Model.UnknownNameException("speaker", speaker, [.. Speakers]);
    }

    /// <summary>The published split: of each speaker and digit, takes 0 to 4 are the test set.</summary>
    internal static DataSplits Official(DataFolder folder, ulong seed) => Split(folder, take => take.Number < OfficialTestTakes, seed);

    private static DataSplits Split(DataFolder folder, Predicate<Take> isTest, ulong seed)
    {
        List<Take> takes = [.. Speakers.SelectMany(speaker => TakesOf(folder.Find("fsdd", $"fsdd-{speaker}.zip")))];
        return DataSplits.Carve(Together(takes.FindAll(take => !isTest(take))), Together(takes.FindAll(isTest)), seed);
    }

    private static Dataset Together(List<Take> takes)
    {
        float[] values = new float[takes.Count * Length];
        for (int i = 0; i < takes.Count; i++)
        {
            float[] signal = takes[i].Values;
            signal.AsSpan(0, Math.Min(signal.Length, Length)).CopyTo(values.AsSpan(i * Length));
        }

        int[] labels = [.. takes.Select(take => take.Digit)];
        return new Dataset("fsdd", new LearningTask.Classification(10), [Length], values, labels, new Preprocessing.None());
    }

    /// <summary>The recordings of one speaker, ordered by digit and number whatever the order in the file.</summary>
    private static IEnumerable<Take> TakesOf(string path)
    {
        List<Take> takes = [];
        try
        {
            using ZipArchive zip = new(new MemoryStream(DataFile.Read(path)), ZipArchiveMode.Read);
            foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.Name.EndsWith(".wav", StringComparison.Ordinal)))
            {
                takes.Add(Read(entry, path));
            }
        }
        catch (InvalidDataException)
        {
            throw new DataFormatException(path, "The zip file is corrupt or truncated. Fetch it again.");
        }

        return takes.OrderBy(take => take.Digit).ThenBy(take => take.Number);
    }

    private static Take Read(ZipArchiveEntry entry, string path)
    {
        string source = $"{path}/{entry.Name}";
        if (entry.Name[..^4].Split('_') is not [[>= '0' and <= '9' and char digit], string speaker, string number]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int take))
        {
            throw new DataFormatException(source, "Expected a name such as 7_george_12.wav: digit, speaker, number.");
        }

        if (entry.Length > MaximumBytes)
        {
            throw new DataFormatException(source, $"The recording has {entry.Length} bytes; expected at most {MaximumBytes}.");
        }

        byte[] bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return new Take(digit - '0', speaker, take, WavReader.Parse(bytes.AsSpan(0, length), source).Values);
    }

    private sealed record Take(int Digit, string Speaker, int Number, float[] Values);
}
