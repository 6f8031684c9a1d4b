using Bantam.Model;
using Bantam.Training;

namespace Bantam.Cli;

/// <summary>Data in the form in which a network reads it.</summary>
internal static class EvaluationData
{
    private const string Layout = "layout";

    /// <summary>Preprocesses data for a network, and gives its samples the network's shape where both have as many values.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="data">The data.</param>
    /// <param name="words">A preprocessing, <c>layout</c> (channels come first), or both with a comma between them.</param>
    /// <exception cref="ArgumentException">The words are none of these.</exception>
    /// <exception cref="ShapeException">The samples have another number of values than the network reads.</exception>
    public static Dataset For(Graph graph, Dataset data, string words)
    {
        string[] parts = words.Split(',');
        bool isChannelsFirst = parts.Contains(Layout);
        string[] others = [.. parts.Where(part => part != Layout)];
        Dataset prepared = data.WithPreprocessing(others.Length switch
        {
            0 => new Preprocessing.None(),
            1 => Parsed(others[0]),
            _ => throw new ArgumentException($"--preprocess takes one way of preprocessing, and ',{Layout}' behind it for channels first, but got '{words}'."),
        });
        Shape input = graph.Input.SampleShape;
        if (prepared.InputShape == input && !isChannelsFirst)
        {
            return prepared;
        }

        return prepared.InputShape.Count == input.Count
            ? Reshaped(prepared, input, isChannelsFirst)
            : throw new ShapeException($"The network reads samples of shape {input}, but '{data.Name}' has {prepared.InputShape} after the preprocessing '{words}'. Choose other data, or another --preprocess.");
    }

    private static Preprocessing Parsed(string text)
    {
        try
        {
            return Preprocessing.Parse(text);
        }
        catch (FormatException fault)
        {
            throw new ArgumentException($"--preprocess: {fault.Message}", fault);
        }
    }

    private static Dataset Reshaped(Dataset data, Shape shape, bool isChannelsFirst)
    {
        int length = shape.Count;
        float[] values = new float[checked(data.Count * length)];
        float[] sample = new float[length];
        int channels = data.InputShape[^1];
        int pixels = length / channels;
        for (int i = 0; i < data.Count; i++)
        {
            Span<float> destination = values.AsSpan(i * length, length);
            data.CopyInput(i, sample);
            if (!isChannelsFirst)
            {
                sample.CopyTo(destination);
                continue;
            }

            for (int j = 0; j < length; j++)
            {
                destination[(j % channels * pixels) + (j / channels)] = sample[j];
            }
        }

        Labels labels = data.Task is LearningTask.Regression ? data.CopyTargets() : data.CopyLabels();
        return new Dataset(data.Name, data.Task, shape, values, labels, new Preprocessing.None());
    }
}
