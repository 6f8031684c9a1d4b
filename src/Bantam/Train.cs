using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>Trains networks.</summary>
public static class Train
{
    /// <summary>Trains a network and returns the one with the values of the best epoch.</summary>
    /// <param name="graph">The network: stays as it is.</param>
    /// <param name="data">The training samples.</param>
    /// <param name="options">How to train; five epochs of Adam where omitted.</param>
    /// <returns>The trained network.</returns>
    /// <exception cref="OperationCanceledException">The training was interrupted.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a finite number.</exception>
    /// <remarks>For the course of the training use <c>Trainer.Run</c>.</remarks>
    public static Graph Fit(Graph graph, Dataset data, TrainingOptions? options = null) =>
        Trainer.Run(graph, data, options ?? new TrainingOptions()).Graph;
}
