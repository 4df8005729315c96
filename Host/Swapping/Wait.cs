namespace Host.Swapping;

/// <summary>Waiting that ends when the time is over.</summary>
internal static class Wait
{
    /// <summary>Waits for the task, whatever comes of it, but not longer than the limit.</summary>
    /// <returns>Whether the task has completed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled before.</exception>
    public static async Task<bool> ForAsync(Task task, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!task.IsCompleted)
        {
            using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(task, Task.Delay(limit, time, done.Token));
            await done.CancelAsync();
        }
        if (!task.IsCompleted)
            cancellationToken.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }
}
