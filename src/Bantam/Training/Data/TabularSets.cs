using System.Globalization;

namespace Bantam.Training;

/// <summary>Public tables, read from their original files; features are standardized by the training set.</summary>
internal static class TabularSets
{
    private const double TestShare = 0.2;
    private const float DollarsPerUnit = 100_000f;

    /// <summary>The sex becomes three columns, one of which is 1: its letters have no order.</summary>
    internal static DataSplits Abalone(DataFolder folder, ulong seed)
    {
        return DataSplits.Carve(Part("abalone-train.data"), Part("abalone-test.data"), seed).Standardized();

        Dataset Part(string file)
        {
            string path = folder.Find("tabular", file);
            IEnumerable<string> lines = Lines(path).Select(line => line switch
            {
                ['M', ',', ..] => "1,0,0" + line[1..],
                ['F', ',', ..] => "0,1,0" + line[1..],
                ['I', ',', ..] => "0,0,1" + line[1..],
                _ => line,
            });
            return Table(lines, path, fields: 11).ToRegression("abalone");
        }
    }

    internal static DataSplits California(DataFolder folder, ulong seed)
    {
        string path = folder.Find("tabular", "cal_housing.arff");
        CsvTable table = Table(ArffRecords(path), path, fields: 9);
        Dataset dollars = table.ToRegression("california");
        float[] features = new float[table.Rows * 8];
        for (int i = 0; i < table.Rows; i++)
        {
            dollars.CopyInput(i, features.AsSpan(i * 8, 8));
        }

        float[] targets = Array.ConvertAll(dollars.CopyTargets(), t => t / DollarsPerUnit);
        Dataset all = new("california", dollars.Task, [8], features, targets, new Preprocessing.None());
        return DataSplits.Divide(all, TestShare, seed).Standardized();
    }

    internal static DataSplits Iris(DataFolder folder, ulong seed)
    {
        string path = folder.Find("tabular", "iris.arff");
        string[] kinds = ["Iris-setosa", "Iris-versicolor", "Iris-virginica"];
        IEnumerable<string> lines = ArffRecords(path).Select(line =>
        {
            int kind = Array.FindIndex(kinds, k => line.EndsWith("," + k, StringComparison.Ordinal));
            return kind < 0 ? line : line[..^kinds[kind].Length] + kind.ToString(CultureInfo.InvariantCulture);
        });
        return DataSplits.Divide(Table(lines, path, fields: 5).ToClassification("iris", classes: 3), TestShare, seed).Standardized();
    }

    /// <summary>One hundred lines of 60 numbers for each of the six kinds, in the order of the kinds.</summary>
    internal static DataSplits Control(DataFolder folder, ulong seed)
    {
        string path = folder.Find("tabular", "synthetic_control.data");
        IEnumerable<string> lines = Lines(path).Select((line, i) =>
            string.Join(',', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append((i / 100).ToString(CultureInfo.InvariantCulture))));
        return DataSplits.Divide(Table(lines, path, fields: 61).ToClassification("control", classes: 6), TestShare, seed).Standardized();
    }

    private static CsvTable Table(IEnumerable<string> lines, string path, int fields)
    {
        CsvTable table = CsvReader.Parse(string.Join('\n', lines), path);
        return table.Columns.Count == fields
            ? table
            : throw new DataFormatException(path, $"Expected {fields} fields in each record, but got {table.Columns.Count}. Is this the original file?");
    }

    /// <summary>What follows <c>@data</c> in an ARFF file, without comments.</summary>
    private static IEnumerable<string> ArffRecords(string path) =>
        Lines(path).SkipWhile(line => !line.Equals("@data", StringComparison.OrdinalIgnoreCase)).Skip(1).Where(line => !line.StartsWith('%'));

    private static IEnumerable<string> Lines(string path) =>
        CsvReader.ReadText(path).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
}
