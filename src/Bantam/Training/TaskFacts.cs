using Bantam.Model;

namespace Bantam.Training;

/// <summary>What follows from a task for training: outputs, loss and targets.</summary>
public static class TaskFacts
{
    extension(LearningTask task)
    {
        /// <summary>The number of outputs that a network for this task needs.</summary>
        /// <param name="input">The shape of a sample: what anomaly detection rebuilds.</param>
        /// <returns>Classes, regression outputs, or the elements of a sample.</returns>
        public int OutputsFor(Shape input) => task switch
        {
            LearningTask.Classification classification => classification.Classes,
            LearningTask.Regression regression => regression.Outputs,
            _ => input.Count,
        };

        /// <summary>The loss by which it is trained unless another is asked for.</summary>
        public Op Loss => task is LearningTask.Classification ? new SoftmaxCrossEntropy() : new SquaredError();

        /// <summary>What outputs are compared with: the labels, or for anomaly detection the sample itself.</summary>
        internal Tensor TargetsOf(Batch batch) => task is LearningTask.AnomalyDetection ? batch.Inputs : batch.Labels;
    }
}
