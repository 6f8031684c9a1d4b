using Bantam.Model;
using Bantam.Tests.Model;

namespace Bantam.Tests.Training;

[Collection(nameof(KernelCollection))]
public sealed class TrainerThreadsTests
{
    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        int before = Parallelism.Threads;
        try
        {
            Assert.Single(new[] { 1, 2, 4 }.Select(HashWith).Distinct());
        }
        finally
        {
            Parallelism.Threads = before;
        }
    }

    private static string HashWith(int threads)
    {
        Parallelism.Threads = threads;
        return SmallTraining.Run(SmallTraining.Options()).Graph.ContentHash();
    }
}
