using Bantam.Model;

namespace Bantam.Training;

/// <summary>A table of numbers with named columns.</summary>
public sealed class CsvTable
{
    private const int MaximumClasses = 65536;

    private readonly float[] _values;

    internal CsvTable(string source, string[] columns, float[] values)
    {
        Source = source;
        Columns = columns;
        _values = values;
        Rows = values.Length / columns.Length;
    }

    /// <summary>Where the table comes from, for errors.</summary>
    public string Source { get; }

    /// <summary>The names of the columns; numbers from 0 where the file has no header.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>One number.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="column">The column, from 0.</param>
    public float this[int row, int column] => _values.AsSpan(row * Columns.Count, Columns.Count)[column];

    /// <summary>Takes one column as the class and all others as features.</summary>
    /// <param name="name">What reports call the data.</param>
    /// <param name="classes">The number of classes, or null to take the largest label plus 1.</param>
    /// <param name="labelColumn">The name of the class column, or null for the last one.</param>
    /// <returns>Samples [features], not preprocessed.</returns>
    /// <exception cref="DataFormatException">There is no such column, no feature, or a label is no class number.</exception>
    public Dataset ToClassification(string name, int? classes = null, string? labelColumn = null)
    {
        int column = ColumnOf(labelColumn);
        int limit = classes ?? MaximumClasses;
        int[] labels = new int[Rows];
        for (int row = 0; row < Rows; row++)
        {
            float value = this[row, column];
            labels[row] = value >= 0 && value < limit && value == MathF.Floor(value)
                ? (int)value
                : throw new DataFormatException(Source, $"Label {value} in column '{Columns[column]}', record {row + 1}, is no class; expected a whole number from 0 to {limit - 1}. Name another column, or regress.");
        }

        int found = Math.Max(2, labels.Max() + 1);
        return new Dataset(name, new LearningTask.Classification(classes ?? found), [Columns.Count - 1], Features(column), labels, new Preprocessing.None());
    }

    /// <summary>Takes one column as the target and all others as features.</summary>
    /// <param name="name">What reports call the data.</param>
    /// <param name="targetColumn">The name of the target column, or null for the last one.</param>
    /// <returns>Samples [features], not preprocessed.</returns>
    /// <exception cref="DataFormatException">There is no such column or no feature.</exception>
    public Dataset ToRegression(string name, string? targetColumn = null)
    {
        int column = ColumnOf(targetColumn);
        float[] targets = [.. Enumerable.Range(0, Rows).Select(row => this[row, column])];
        return new Dataset(name, new LearningTask.Regression(1), [Columns.Count - 1], Features(column), targets, new Preprocessing.None());
    }

    private int ColumnOf(string? name)
    {
        if (Columns.Count < 2)
        {
            throw new DataFormatException(Source, "There is one column only; expected features beside the label. Is the separator right?");
        }

        int column = name is null ? Columns.Count - 1 : Columns.ToList().IndexOf(name);
        if (column < 0)
        {
            string suggestion = NearestName.Of(name!, Columns) is string nearest ? $" Did you mean '{nearest}'?" : "";
            throw new DataFormatException(Source, $"There is no column '{name}'.{suggestion} The columns are {string.Join(", ", Columns.Take(32))}.");
        }

        return column;
    }

    private float[] Features(int without)
    {
        int features = Columns.Count - 1;
        float[] values = new float[Rows * features];
        for (int row = 0; row < Rows; row++)
        {
            Span<float> destination = values.AsSpan(row * features, features);
            ReadOnlySpan<float> source = _values.AsSpan(row * Columns.Count, Columns.Count);
            source[..without].CopyTo(destination);
            source[(without + 1)..].CopyTo(destination[without..]);
        }

        return values;
    }
}
