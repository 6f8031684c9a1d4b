namespace Bantam.Training;

/// <summary>What is to be predicted for all samples: a class each, or one or more real targets each.</summary>
/// <remarks>Arrays are not copied; whoever passes one must not change it afterwards.</remarks>
public sealed class Labels
{
    private Labels(int[]? classes, float[]? targets)
    {
        Classes = classes;
        Targets = targets;
    }

    internal int[]? Classes { get; }

    internal float[]? Targets { get; }

    /// <summary>Takes classes; for anomaly detection 0 is normal and 1 anomalous.</summary>
    /// <param name="classes">One per sample, from 0.</param>
    public static implicit operator Labels(int[] classes) => OfClasses(classes);

    /// <summary>Takes targets.</summary>
    /// <param name="targets">[samples, outputs], row-major. Finite.</param>
    public static implicit operator Labels(float[] targets) => OfTargets(targets);

    /// <summary>Takes classes; for anomaly detection 0 is normal and 1 anomalous.</summary>
    /// <param name="classes">One per sample, from 0.</param>
    /// <returns>The labels.</returns>
    public static Labels OfClasses(int[] classes) => new(classes, null);

    /// <summary>Takes targets.</summary>
    /// <param name="targets">[samples, outputs], row-major. Finite.</param>
    /// <returns>The labels.</returns>
    public static Labels OfTargets(float[] targets) => new(null, targets);

    /// <summary>How many samples these labels belong to, checked against the task.</summary>
    internal int CountFor(LearningTask task) => (task, Classes, Targets) switch
    {
        (LearningTask.Classification { Classes: >= 2 } c, { } classes, _) => InRange(classes, c.Classes),
        (LearningTask.AnomalyDetection, { } classes, _) => InRange(classes, 2),
        (LearningTask.Regression { Outputs: >= 1 } r, _, { } targets) => Finite(targets, r.Outputs),
        _ => throw new ArgumentException($"{task} needs {(task is LearningTask.Regression ? "float targets, 1 or more per sample" : "integer labels of 2 or more classes")}, but got {(Classes is null ? "float targets" : "integer labels")}."),
    };

    private static int InRange(int[] classes, int limit)
    {
        int wrong = classes.AsSpan().IndexOfAnyExceptInRange(0, limit - 1);
        return wrong < 0
            ? classes.Length
            : throw new ArgumentException($"Label {classes[wrong]} of sample {wrong} is out of range; the task has the labels 0 to {limit - 1}.");
    }

    private static int Finite(float[] targets, int outputs)
    {
        int wrong = Array.FindIndex(targets, t => !float.IsFinite(t));
        if (wrong >= 0 || targets.Length % outputs != 0)
        {
            throw new ArgumentException(wrong >= 0
                ? $"Target {targets[wrong]} of sample {wrong / outputs} is not a finite number."
                : $"{targets.Length} targets are no whole number of samples with {outputs} each.");
        }

        return targets.Length / outputs;
    }
}
